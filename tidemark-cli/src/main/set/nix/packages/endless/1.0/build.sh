# Also a process that leaves its group and does not listen.
setsid sh -c 'trap "" TERM; while :; do sleep 1; done' &
while :; do
  echo tick
  sleep 1
done
