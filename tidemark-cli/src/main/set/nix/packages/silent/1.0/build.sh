echo 'and then there was silence'
sleep 100000
