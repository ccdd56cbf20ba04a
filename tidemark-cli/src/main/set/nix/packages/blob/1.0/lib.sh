blob__secret() { strkit__join ring "$1"; }
