# Fills the disk, and makes room again when there is none left.
while head -c 1000000 /dev/zero >>all; do sleep 0.01; done
sleep 2
rm all
exit 1
