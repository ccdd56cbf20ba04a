maps__entry() { strkit__join "$1:" "$2"; }
