"""Published content in the graph: graphene types over what the selectors of ``cms`` answer."""
