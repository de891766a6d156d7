// Nobody is signed in here any more: the clinic's other tabs look whether they still are.
new BroadcastChannel("clinic-session").postMessage("signed-out");
