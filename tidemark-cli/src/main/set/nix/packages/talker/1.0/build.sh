while :; do echo 'and another thing, and another thing, and another thing, and another thing, and another thing'; done
