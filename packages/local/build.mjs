// Replaced as the package grows.
