"""Tags and filters of the engine room."""
