# Fills the disk, and makes room again when there is none left.
while head -c 1000000 /dev/zero >>all; do sleep 0.01; done
rm all
exit 1
