tree__level() { paths__depth "$1"; }
