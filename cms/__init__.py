"""What is published: pages, blocks, pictures and documents of the colleges. Knows the records, never the graph."""
