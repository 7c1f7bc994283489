import type { StateResource } from "../../../policy/view/stack";
import { failed, type Inputs, idOf, NOT_APPLICABLE, PASS, resource, UNKNOWN, undecided } from "../fixture";
import {
  associate,
  EIP,
  INSTANCE,
  INTERFACE,
  inNetwork,
  instance,
  SCALING_GROUP,
  subnet,
  TEMPLATE,
  TO_INTERNET,
} from "../network-fixture";

describe("instances", () => {
  test("pass in a private subnet, by themselves or by an interface of their own", () => {
    expect(inNetwork(instance({ subnetId: idOf("private") }))).toEqual(PASS);
    expect(inNetwork(instance({ subnetId: idOf("private"), associatePublicIpAddress: false }))).toEqual(PASS);
    const own = resource(INTERFACE, "own", { subnetId: idOf("private") });
    expect(inNetwork(own, instance({ primaryNetworkInterface: { networkInterfaceId: idOf("own") } }))).toEqual(PASS);
    expect(inNetwork(own, instance({ networkInterfaces: [{ networkInterfaceId: idOf("own") }] }))).toEqual(PASS);
  });

  test.each([INSTANCE, "aws:ec2/spotInstanceRequest:SpotInstanceRequest"])("fail in a public subnet, %s", (type) => {
    expect(inNetwork(resource(type, "node", { subnetId: idOf("public") }))).toEqual(failed(`node: ${TO_INTERNET}`));
  });

  test.each([true, "true"])("fail with a public address of their own (%j)", (associatePublicIpAddress) => {
    expect(inNetwork(instance({ subnetId: idOf("private"), associatePublicIpAddress }))).toEqual(
      failed("node: associatePublicIpAddress must be false"),
    );
  });

  test("fail in a subnet that gives public addresses at launch", () => {
    const giving = subnet("giving", { mapPublicIpOnLaunch: true });
    expect(inNetwork(giving, associate("giving", idOf("inside")), instance({ subnetId: idOf("giving") }))).toEqual(
      failed("node: subnet giving gives public addresses at launch"),
    );
  });

  test.each<[string, Inputs, readonly StateResource[]]>([
    ["its primary interface", { primaryNetworkInterface: { networkInterfaceId: idOf("own") } }, []],
    [
      "its second interface",
      { networkInterfaces: [{ networkInterfaceId: idOf("inner") }, { networkInterfaceId: idOf("own") }] },
      [],
    ],
    [
      "an interface attached beside it",
      { subnetId: idOf("private") },
      [
        resource("aws:ec2/networkInterfaceAttachment:NetworkInterfaceAttachment", "attachment", {
          instanceId: idOf("node"),
          networkInterfaceId: idOf("own"),
        }),
      ],
    ],
  ])("fail in a public subnet by %s", (_, inputs, more) => {
    const interfaces = [
      resource(INTERFACE, "inner", { subnetId: idOf("private") }),
      resource(INTERFACE, "own", { subnetId: idOf("public") }),
    ];
    expect(inNetwork(...interfaces, ...more, instance(inputs))).toEqual(failed(`node: ${TO_INTERNET}`));
  });

  test("fail by an interface that attaches itself", () => {
    const own = resource(INTERFACE, "own", {
      subnetId: idOf("public"),
      attachments: [{ instance: idOf("node"), deviceIndex: 1 }],
    });
    expect(inNetwork(own, instance({ subnetId: idOf("private") }))).toEqual(failed(`node: ${TO_INTERNET}`));
  });

  test.each<[string, string, Inputs]>([
    ["Eip.instance", EIP, { instance: idOf("node") }],
    ["Eip.networkInterface", EIP, { networkInterface: idOf("own") }],
    ["EipAssociation.instanceId", "aws:ec2/eipAssociation:EipAssociation", { instanceId: idOf("node") }],
    ["EipAssociation.networkInterfaceId", "aws:ec2/eipAssociation:EipAssociation", { networkInterfaceId: idOf("own") }],
  ])("fail with an elastic address by %s", (_, type, inputs) => {
    const own = resource(INTERFACE, "own", { subnetId: idOf("private") });
    const node = instance({ primaryNetworkInterface: { networkInterfaceId: idOf("own") } });
    expect(inNetwork(own, node, resource(type, "address", inputs))).toEqual(
      failed("node: elastic address address gives it a public address"),
    );
  });

  test("pass beside an elastic address of a NAT gateway", () => {
    const nat = resource(EIP, "nat", { domain: "vpc" }, { outputs: { instance: UNKNOWN, networkInterface: UNKNOWN } });
    expect(inNetwork(nat, instance({ subnetId: idOf("private") }))).toEqual(PASS);
  });
});

describe("scaling groups and templates", () => {
  const groupIn = (vpcZoneIdentifiers: unknown) => resource(SCALING_GROUP, "workers", { vpcZoneIdentifiers });

  test("are judged by each subnet", () => {
    expect(inNetwork(groupIn([idOf("private")]))).toEqual(PASS);
    expect(inNetwork(groupIn([idOf("private"), idOf("public")]))).toEqual(failed(`workers: ${TO_INTERNET}`));
  });

  test.each(["aws:ec2/launchConfiguration:LaunchConfiguration", TEMPLATE])("fail for a public address, %s", (type) => {
    expect(inNetwork(resource(type, "workers", { associatePublicIpAddress: true }))).toEqual(
      failed("workers: associatePublicIpAddress must be false"),
    );
    expect(inNetwork(resource(type, "workers"))).toEqual(PASS);
  });

  test("fail for an interface of a template with a public address or subnet", () => {
    const template = (...networkInterfaces: readonly Inputs[]) => resource(TEMPLATE, "workers", { networkInterfaces });
    expect(inNetwork(template({ associatePublicIpAddress: "false", subnetId: idOf("private") }))).toEqual(PASS);
    expect(inNetwork(template({}, { associatePublicIpAddress: "true" }))).toEqual(
      failed("workers: networkInterfaces.1.associatePublicIpAddress must be false"),
    );
    expect(inNetwork(template({ subnetId: idOf("public") }))).toEqual(failed(`workers: ${TO_INTERNET}`));
  });

  test("cannot be judged without a subnet, or in one that the stack does not have or know", () => {
    expect(inNetwork(groupIn(undefined))).toEqual(
      undecided("workers: vpcZoneIdentifiers names no subnet, so AWS chooses one, which may be public"),
    );
    expect(inNetwork(groupIn(["subnet-elsewhere"]))).toEqual(
      undecided("workers: vpcZoneIdentifiers names a subnet that is not in the stack"),
    );
    expect(inNetwork(groupIn([UNKNOWN]))).toEqual(undecided("workers: vpcZoneIdentifiers is not known"));
    expect(inNetwork(groupIn(UNKNOWN))).toEqual(undecided("workers: vpcZoneIdentifiers is not known"));
    expect(inNetwork(resource(TEMPLATE, "workers", { networkInterfaces: UNKNOWN }))).toEqual(
      undecided("workers: its network interfaces are not known"),
    );
  });
});

describe("private-nodes", () => {
  test("cannot judge what is not known of an instance", () => {
    expect(inNetwork(instance())).toEqual(
      undecided("node: subnetId names no subnet, so AWS chooses one, which may be public"),
    );
    expect(inNetwork(instance({ subnetId: UNKNOWN }))).toEqual(undecided("node: subnetId is not known"));
    expect(inNetwork(instance({ subnetId: "subnet-elsewhere" }))).toEqual(
      undecided("node: subnetId names a subnet that is not in the stack"),
    );
    expect(inNetwork(instance({ subnetId: idOf("private"), associatePublicIpAddress: UNKNOWN }))).toEqual(
      undecided("node: associatePublicIpAddress is not known"),
    );
    const given = resource(EIP, "address", { instance: UNKNOWN });
    expect(inNetwork(given, instance({ subnetId: idOf("private") }))).toEqual(
      undecided("node: it is not known what elastic address address is given to"),
    );
    const unclear = [subnet("unclear", { mapPublicIpOnLaunch: UNKNOWN }), associate("unclear", idOf("inside"))];
    expect(inNetwork(...unclear, instance({ subnetId: idOf("unclear") }))).toEqual(
      undecided("node: subnet unclear: mapPublicIpOnLaunch is not known"),
    );
  });

  test("takes what the provider chooses for nothing given", () => {
    const outputs = { associatePublicIpAddress: UNKNOWN, networkInterfaces: UNKNOWN, primaryNetworkInterface: UNKNOWN };
    expect(inNetwork(resource(INSTANCE, "node", { subnetId: idOf("private") }, { outputs }))).toEqual(PASS);
  });

  test("does not look at a network without nodes", () => {
    expect(inNetwork(resource(EIP, "address"), resource(INTERFACE, "own", { subnetId: idOf("public") }))).toEqual(
      NOT_APPLICABLE,
    );
  });
});
