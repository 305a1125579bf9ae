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

function show(id, heads, rows) {
  const body = rows.length ? [row(heads, "th"), ...rows.map((cells) => row(cells))] : [row(["none"])];
  document.getElementById(id).replaceChildren(...body);
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

function showState(state) {
  const queues = [], topics = [], rules = [], executions = [], alarms = [];
  for (const [region, held] of Object.entries(state.regions)) {
    for (const it of held.queues || [])
      queues.push([region, it.name, it.visible, it.in_flight, it.delayed]);
    for (const it of held.topics || [])
      topics.push([region, it.name, it.subscriptions.map((s) => `${s.protocol} ${s.endpoint}`).join("; ")]);
    for (const bus of held.buses || [])
      for (const it of bus.rules)
        rules.push([region, bus.name, it.name, it.state, it.pattern, it.targets.join("; ")]);
    for (const machine of held.machines || [])
      for (const it of machine.executions)
        executions.push([region, machine.name, it.name, it.status]);
    for (const it of held.alarms || []) alarms.push([region, it.name, it.state]);
  }
  show("queues", ["region", "queue", "visible", "in flight", "delayed"], queues);
  show("topics", ["region", "topic", "subscriptions"], topics);
  show("rules", ["region", "bus", "rule", "state", "pattern", "targets"], rules);
  show("executions", ["region", "state machine", "execution", "status"], executions);
  show("alarms", ["region", "alarm", "state"], alarms);
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
