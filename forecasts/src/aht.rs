//! Average handle time.
