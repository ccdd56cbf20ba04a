numkit__add() { echo $(($1 + $2)); }
