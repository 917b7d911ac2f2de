"""The language server: flags in the editors that speak the Language Server Protocol."""
