# A part of it takes more memory than there may be.
head -c 600000000 /dev/zero | tail -c 600000000 >all || exit 2
