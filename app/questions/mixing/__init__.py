"""The best mix of channels: equal marginal cost."""
