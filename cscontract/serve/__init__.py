"""The app and the lab: pages, kernels, the site that needs no installation."""
