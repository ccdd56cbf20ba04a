lists__pair() { strkit__join "$1" "$2"; }
