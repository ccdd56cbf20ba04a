mathx__double() { numkit__add "$1" "$1"; }
