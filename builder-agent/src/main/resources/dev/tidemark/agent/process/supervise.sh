# Runs a command in a process group of its own, and ends all of that group when the command ends or when standard
# input does: whoever started this has died then, even if it was killed and could not say so.
#
#   sh supervise.sh COMMAND [ARGUMENT…]
#
# The status is the command's. A signal that was meant for whoever started this, and reached all of its group (Ctrl-C, or
# systemd without KillMode=mixed), changes nothing: that one says when the command is to end.

# Heard and not ignored, which the command would inherit.
signalled=
trap 'signalled=yes' TERM INT HUP

exec 3<&0 </dev/null

if command -v setsid >/dev/null 2>&1; then
    setsid "$@" 3<&- &
else
    set -m
    "$@" 3<&- &
    set +m
fi
command=$!

# A command that ends before it has its own group is reached by its own number.
signal() {
    kill -s "$1" -- "-$command" 2>/dev/null || kill -s "$1" "$command" 2>/dev/null
}

(
    trap '' TERM HUP INT
    while read -r _; do :; done <&3
    signal TERM
    sleep 2
    signal KILL
) >/dev/null 2>&1 &
watcher=$!
exec 3<&-

wait "$command"
status=$?
# A signal ends the waiting and not the command.
while [ -n "$signalled" ] && kill -0 "$command" 2>/dev/null; do
    signalled=
    wait "$command"
    status=$?
done
signal KILL
kill -s KILL "$watcher" 2>/dev/null
exit "$status"
