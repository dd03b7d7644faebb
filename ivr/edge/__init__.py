"""What the ivr does to the world: translate, perform, reconcile, mirror. Edge."""
