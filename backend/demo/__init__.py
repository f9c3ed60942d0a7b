"""The demo college: invented people, programmes and pages, loaded through the same deeds that users do."""
