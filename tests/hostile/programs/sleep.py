# property: sleeping is not working
# verdict: timeout
# source: issue 4, the list of 91 properties
import time

time.sleep(100)
