// Asks a site everything that a client of Statuspage's API can ask, and prints the answers as JSON.
// The arguments are the client and the address of the site. The clients are not changed in any way;
// each is loaded alone, since their HTTP libraries do not bear each other in one process.
"use strict";

const [client, address] = process.argv.slice(2);

/** Every call of npm's statuspage.io. */
function statuspage({ Statuspage }) {
  const client = new Statuspage("page");
  client.setApiUrl(address);
  const { incidents, scheduledMaintenances, subscribers, ...whole } = client.api;
  const subscriber = { email: "a@example.com" };
  return {
    components: () => whole.getComponents(),
    status: () => whole.getStatus(),
    summary: () => whole.getSummary(),
    incidents: () => incidents.getAll(),
    unresolved: () => incidents.getUnresolved(),
    maintenance: () => scheduledMaintenances.getAll(),
    upcoming: () => scheduledMaintenances.getUpcoming(),
    active: () => scheduledMaintenances.getActive(),
    subscribe: () => subscribers.createPageSubscription(subscriber),
    subscribeToComponent: () => subscribers.createComponentSubscription(subscriber),
    subscribeToIncident: () => subscribers.createIncidentSubscription(subscriber),
    subscription: () => subscribers.getSubscription("1"),
    unsubscribe: () => subscribers.removeSubscription("1"),
  };
}

/** Every call of npm's @aero/statuspage; a client keeps the path of a call, so each has its own. */
function aero({ StatusPageClient, maintenances }) {
  const client = () => new StatusPageClient(address);
  return {
    components: async () => (await client().components()).map(component),
    status: () => client().status(),
    summary: async () => {
      const summary = await client().summary();
      return { ...summary, components: summary.components.map(component) };
    },
    incidents: () => client().incidents(),
    unresolved: () => client().incidents(true),
    maintenance: () => client().maintenances(maintenances.ALL),
    upcoming: () => client().maintenances(maintenances.UPCOMING),
    active: () => client().maintenances(),
  };
}

/** Its components hide their ids from JSON. */
function component(found) {
  return { ...found, id: found.id, children: found.children.map(component) };
}

async function asked(calls) {
  const answers = {};
  for (const [name, call] of Object.entries(calls)) {
    try {
      answers[name] = await call();
    } catch (error) {
      answers[name] = { refused: error.response?.status ?? String(error) };
    }
  }
  return answers;
}

const calls = { "statuspage.io": statuspage, "@aero/statuspage": aero };

asked(calls[client](require(client))).then((answers) =>
  process.stdout.write(JSON.stringify(answers)),
);
