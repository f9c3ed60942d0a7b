"""What the registry's files bring: students and their failed courses, staff and their offices; read with suspicion, written all or nothing."""
