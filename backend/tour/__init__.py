"""
The tour: the portal's main job, walked as its users do, over HTTP, on a server and a database of its own.

It is the README's example, and CI runs it; later issues lengthen it to the certificate.
"""
