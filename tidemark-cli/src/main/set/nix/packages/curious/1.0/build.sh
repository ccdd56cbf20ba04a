# What a sandbox keeps from a recipe: the files of the machine, its processes, and the network.
for file in /etc/passwd.of.the.machine /root /home /tmp/machine; do
  if [ -e "$file" ]; then echo "SEEN $file"; seen=yes; fi
done
if [ "$(ls -d /proc/[0-9]* | wc -l)" -gt 20 ]; then echo 'SEEN processes'; seen=yes; fi
if ls /sys/class/net 2>/dev/null | grep -qv '^lo$'; then echo 'SEEN network'; seen=yes; fi
if [ -n "$seen" ]; then exit 1; fi
echo 'nothing to be seen'
