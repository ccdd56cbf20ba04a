oldtool__run() { strkit__join old tool; }
