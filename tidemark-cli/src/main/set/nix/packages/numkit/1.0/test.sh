[ "$(numkit__add 1 2)" = 3 ] || exit 1
echo 'PASS numkit'
