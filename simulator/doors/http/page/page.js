"use strict";

// Everything that is shown goes through textContent: a message body is never markup here.

const chosen = document.getElementById("world");
const said = document.getElementById("said");
let lines = [];
let last = 0;
let shownWorld = "";

async function ask(path, options) {
  const world = chosen.value ? `?world=${encodeURIComponent(chosen.value)}` : "";
  const more = path.includes("?") ? world.replace("?", "&") : world;
  const answer = await fetch(path + more, options);
  const document_ = await answer.json();
  if (!answer.ok) throw new Error(document_.error);
  return document_;
}

function row(cells, kind) {
  const made = document.createElement("tr");
  for (const cell of cells) {
    const one = document.createElement(kind || "td");
    one.textContent = cell;
    made.append(one);
  }
  return made;
}

function show(id, heads, rows, count) {
  const body = rows.length ? [row(heads, "th"), ...rows.map((cells) => row(cells))] : [row(["none"])];
  document.getElementById(id).replaceChildren(...body);
  const told = document.getElementById(`${id}-count`);
  if (told) told.textContent = count > rows.length ? `${rows.length} of ${count}` : "";
}

function showWorlds(worlds) {
  const names = worlds.map((world) => world.name);
  if (!names.includes("default")) names.unshift("default");
  const there = [...chosen.options].map((option) => option.value);
  if (names.join() === there.join()) return;
  const before = chosen.value;
  chosen.replaceChildren(...names.map((name) => new Option(name, name)));
  chosen.value = names.includes(before) ? before : "default";
}

const kinds = {
  queues: {
    heads: ["queue", "visible", "in flight", "delayed"],
    rows: (held) => (held.queues || []).map((it) => [it.name, it.visible, it.in_flight, it.delayed]),
    count: (held) => held.counts.queues,
  },
  topics: {
    heads: ["topic", "subscriptions"],
    rows: (held) => (held.topics || []).map((it) => [it.name,
      more(it.subscriptions.map((s) => `${s.protocol} ${s.endpoint}`), it.count)]),
    count: (held) => held.counts.topics,
  },
  rules: {
    heads: ["bus", "rule", "state", "pattern or schedule", "targets"],
    rows: (held) => (held.buses || []).flatMap((bus) => bus.rules.length
      ? bus.rules.map((it) => [bus.name, it.name, it.state, it.pattern || it.schedule, it.targets.join("; ")])
      : [[bus.name, "", "", "", ""]]),
    count: (held) => within(held.buses, held.counts.buses),
  },
  executions: {
    heads: ["state machine", "execution", "status"],
    rows: (held) => (held.machines || []).flatMap((machine) => machine.executions.length
      ? machine.executions.map((it) => [machine.name, it.name, it.status])
      : [[machine.name, "", machine.type]]),
    count: (held) => within(held.machines, held.counts.machines),
  },
  schedules: {
    heads: ["group", "schedule", "state", "when", "target"],
    rows: (held) => (held.schedules || []).map((it) => [it.group, it.name, it.state, it.schedule, it.target]),
    count: (held) => held.counts.schedules,
  },
  pipes: {
    heads: ["pipe", "state", "source", "enrichment", "target"],
    rows: (held) => (held.pipes || []).map((it) => [it.name, it.state, it.source, it.enrichment, it.target]),
    count: (held) => held.counts.pipes,
  },
  alarms: {
    heads: ["alarm", "state", "metric", "reason"],
    rows: (held) => (held.alarms || []).map((it) => [it.name, it.state, it.metric, it.reason]),
    count: (held) => held.counts.alarms,
  },
};

// How many lines there would be of what is in all of them; one that is empty has a line as well.
function within(shown, count) {
  if (!shown) return 0;
  return shown.reduce((sum, it) => sum + Math.max(1, it.count), 0) + count - shown.length;
}

function more(texts, count) {
  return texts.join("; ") + (count > texts.length ? `; and ${count - texts.length} more` : "");
}

function showState(state) {
  const regions = Object.entries(state.regions);
  for (const [id, kind] of Object.entries(kinds)) {
    const rows = regions.flatMap(([region, held]) => kind.rows(held).map((cells) => [region, ...cells]));
    const count = regions.reduce((sum, [, held]) => sum + (kind.count(held) || 0), 0);
    show(id, ["region", ...kind.heads], rows, count);
  }
  document.getElementById("time").textContent = `${state.utc} (${state.time} time)`;
}

function showJournal(news) {
  lines = lines.concat(news).slice(-100);
  if (news.length) last = news[news.length - 1].number;
  const rows = lines.map((line) => [
    new Date(line.at * 1000).toISOString().slice(11, 23),
    line.operation ? `${line.service} ${line.operation}` : line.clause,
    line.operation ? JSON.stringify(line.parameters) : line.told,
    line.error || (line.answer ? JSON.stringify(line.answer) : ""),
  ]);
  show("journal", ["at", "what", "with", "answer"], rows.reverse());
}

async function look() {
  try {
    showWorlds((await ask("worlds")).worlds);
    if (shownWorld !== chosen.value) {
      shownWorld = chosen.value;
      lines = [];
      last = 0;
    }
    showState(await ask("state"));
    showJournal((await ask(`journal?after=${last}&limit=100`)).lines);
    said.textContent = "";
  } catch (problem) {
    said.textContent = String(problem.message || problem);
    said.className = "error";
  }
  setTimeout(look, 1000);
}

document.getElementById("advance").addEventListener("click", async () => {
  try {
    await ask("time", { method: "POST", body: '{"advance": 30}' });
  } catch (problem) {
    said.textContent = String(problem.message || problem);
  }
});
look();
