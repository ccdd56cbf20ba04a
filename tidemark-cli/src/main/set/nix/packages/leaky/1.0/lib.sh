leaky__run() { strkit__join leaky tool; }
