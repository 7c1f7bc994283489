import { planDns } from "../../model/dns";
import { stackConfig } from "./stack-config";

test("the API name lies in the environment's own zone unless another is given", () => {
  expect(planDns(stackConfig())).toEqual({
    zone: "test.palisade.internal",
    apiName: "api.test.palisade.internal",
    apiPort: 6443,
  });
  expect(planDns(stackConfig({ dnsZone: "k8s.example.com" }))).toEqual({
    zone: "k8s.example.com",
    apiName: "api.k8s.example.com",
    apiPort: 6443,
  });
});
