"""The peers: the same two screens, each made the way its makers recommend."""
