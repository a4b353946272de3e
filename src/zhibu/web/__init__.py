"""The engine room: skeletons, components, style, scripts and headers every page stands on; knows no room."""
