// The events of the server, followed again when they break off; then `tell` gets "lost".

const AGAIN_MS = 1000;
const KINDS = ["hello", "state", "base", "view", "day", "progress", "failed", "pairs", "bands"];

export function follow(tell) {
  const events = new EventSource("events");
  for (const kind of KINDS) events.addEventListener(kind, (event) => tell(kind, event.data));
  events.onerror = () => {
    events.close();
    tell("lost", "null");
    setTimeout(() => follow(tell), AGAIN_MS);
  };
}
