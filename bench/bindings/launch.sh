# Has the warm interpreter be a process: launch.sh FOLDER ARGUMENT ...
#
# It is to the kit what the worker would be: the worker has its environment, its folder and its
# output, its exit code becomes this one's, and when this one is killed the worker is. A shell is
# there in a millisecond, where an interpreter takes ten to open a socket.
[ -p "$1/$$" ] || mkfifo "$1/$$" || exit 70
exec 3<>"$1/$$"
echo $$ >"$1/asked"
read -r code <&3
exit "$code"
