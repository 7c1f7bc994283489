import { auditLog } from "../../../policy/rules/audit-log";
import { PASS, told } from "../fixture";
import { describeMachineConfigRule } from "../machine-config-cases";
import { carried, changed, hardened } from "../machine-config-fixture";

describeMachineConfigRule(auditLog, { roles: ["control-plane"] });

test("audit-log passes for more than is asked for, by number or by text, and for another file", () => {
  const given = {
    "audit-log-maxage": 90,
    "audit-log-maxbackup": "20",
    "audit-log-maxsize": "100",
    "audit-log-path": "/var/log/audit/kube/other.log",
  };
  expect(told(auditLog, carried(changed(hardened("1.13"), ["", "cluster/apiServer/extraArgs", given])))).toEqual(PASS);
  const lists = Object.fromEntries(Object.entries(given).map(([name, value]) => [name, ["1", String(value)]]));
  expect(told(auditLog, carried(changed(hardened("1.14"), ["KubeAPIServerConfig", "extraArgs", lists])))).toEqual(PASS);
});
