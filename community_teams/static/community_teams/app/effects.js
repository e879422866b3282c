// What an operation that still waits does to the phone's copy of a household, so that the member sees at once what they
// wrote. The server's word replaces it; what is not sent by then is laid over it again.

const MOST_VISITS = 5;
const EMPTY = {
  version: 0, head_name: "", phone: "", address: "", size: null, languages: [], devices: [], needs: [], token: "",
  assigned_to: null, planned_on: null, last_met_on: null, consents: {}, followups: [], visits: [], conflicts: [],
};

// The household after the operation; what it does not change is the same object as before. `household` may be missing.
export function after(household, row) {
  const effect = EFFECTS[row.kind];
  return effect ? effect(household, row, row.payload) : household;
}

const EFFECTS = {
  "household.create": (household, { entity, occurred_at }, { consents = [], ...fields }) => {
    if (household && !household.local) return household;
    const given = consents.map(({ purpose, version }) => [purpose, { given: true, version, at: occurred_at }]);
    // `local` until the server sends it.
    return { ...EMPTY, ...fields, id: entity, consents: Object.fromEntries(given), local: true };
  },
  "household.update": (household, _row, { fields, resolves }) => {
    if (!household) return household;
    const conflicts = household.conflicts.filter(({ op }) => op !== resolves);
    return { ...household, ...fields, conflicts };
  },
  "visit.create": visited,
  "visit.correct": (household, row, payload) => {
    if (!household) return household;
    return visited({ ...household, visits: household.visits.filter(({ id }) => id !== payload.corrects) }, row, payload);
  },
  "consent.give": (household, row, payload) => answered(household, row, payload, true),
  "consent.withdraw": (household, row, payload) => answered(household, row, payload, false),
  "followup.resolve": (household, { entity }) => household && without(household, entity),
};

function visited(household, { entity, day, member }, { outcome, skills = [], corrects = null, service = null, followup }) {
  if (!household || household.visits.some(({ id }) => id === entity)) return household;
  const visit = { id: entity, day, outcome, by: member.name, member: member.id, skills, corrects, service, local: true };
  const visits = [visit, ...household.visits].sort((one, other) => (one.day < other.day ? 1 : -1));
  const met = outcome === "met" && day > (household.last_met_on || "") ? day : household.last_met_on;
  return without({ ...household, visits: visits.slice(0, MOST_VISITS), last_met_on: met }, followup);
}

function without(household, followup) {
  return { ...household, followups: household.followups.filter(({ id }) => id !== followup) };
}

function answered(household, { occurred_at }, { purpose, version }, given) {
  if (!household) return household;
  const consents = { ...household.consents, [purpose]: { given, version, at: occurred_at } };
  if (given) return { ...household, consents };
  // Withdrawing the first erases the household; the row stays until the server says that it is gone.
  if (purpose === "record") {
    const { id, hamlet, version: known, local } = household;
    return { ...EMPTY, id, hamlet, version: known, consents, erased: true, ...(local && { local }) };
  }
  return { ...household, consents, ...(purpose === "needs" && { needs: [] }) };
}
