import { machineInstallation } from "../../../policy/rules/machine-installation";
import { PASS, told } from "../fixture";
import { describeMachineConfigRule } from "../machine-config-cases";
import { carried, changed, facts, hardened } from "../machine-config-fixture";

describeMachineConfigRule(machineInstallation);

describe("machine-installation", () => {
  test.each([
    "ghcr.io/siderolabs/installer:v1.13.0",
    "localhost:5000/installer:v1.13.0",
    `ghcr.io/siderolabs/installer@sha256:${"0".repeat(64)}`,
    `ghcr.io/siderolabs/installer:latest@sha256:${"0".repeat(64)}`,
  ])("passes for %s", (image) => {
    const documents = changed(hardened("1.13"), ["", "machine/install", { image, disk: "/dev/sda" }]);
    expect(told(machineInstallation, carried(documents))).toEqual(PASS);
  });

  test("passes for an installation that keeps the disk, and for discovery that is on", () => {
    const document = { installer: { image: "ghcr.io/siderolabs/installer:v1.14.1" }, provisioning: { wipe: false } };
    expect(
      told(machineInstallation, carried(changed(hardened("1.14"), ["UnattendedInstallConfig", "", document]))),
    ).toEqual(PASS);
    expect(
      told(machineInstallation, carried(changed(hardened("1.13"), ["", "cluster/discovery", { enabled: true }]))),
    ).toEqual(PASS);
  });

  test("takes no discovery for none where Talos 1.14 reads a v1alpha1 document", () => {
    const documents = changed(hardened("1.13"), ["", "cluster/discovery", undefined]);
    expect(told(machineInstallation, facts("1.14"), carried(documents))).toEqual(PASS);
  });
});
