// A browser opens six connections to one address: all its windows share one for the events.

import { follow } from "./follow.js";

const FLEETING = new Set(["progress", "day"]);
const windows = new Set();
const last = new Map(); // The last event of each kind, oldest first, for a window that opens later.

follow((kind, text) => {
  if (kind === "hello") last.clear();
  if (!FLEETING.has(kind)) {
    last.delete(kind);
    last.set(kind, text);
  }
  for (const port of windows) port.postMessage([kind, text]);
});

onconnect = ({ ports: [port] }) => {
  windows.add(port);
  port.onmessage = () => windows.delete(port);
  for (const told of last) port.postMessage(told);
};
