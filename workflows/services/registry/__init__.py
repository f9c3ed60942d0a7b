"""What the registry's files bring: students and their failed courses, staff and their offices.

They are read with suspicion and written all or nothing.
"""
