package dev.residual.contract;

import dev.residual.contract.ApiContract.Operation;
import dev.residual.job.JobClient;
import java.util.Map;
import org.springframework.http.HttpMethod;
import org.springframework.test.web.servlet.assertj.MvcTestResult;

/** What clients do wrong, at every operation. */
final class WrongCalls extends ContractCalls {

  WrongCalls(JobClient jobs, ApiContract contract) {
    super(jobs, contract);
  }

  void ask() {
    askForWhatIsNotThere();
    askNonsenseOfEveryOperation();
  }

  private void askForWhatIsNotThere() {
    expect(404, get(DatasetCalls.SAMPLE + "/test/100000"));
    for (var operation : contract.answers().keySet()) {
      if (operation.path().contains("{") && contract.documented(operation).contains("404")) {
        String body =
            operation.path().endsWith("/infer")
                ? PredictionCalls.infer("")
                : bodies().get(operation.toString());
        MvcTestResult answer =
            send(HttpMethod.valueOf(operation.method()), path(operation, NONE), body);
        expect(404, answer);
      }
    }
  }

  private static Map<String, String> bodies() {
    return Map.of(
        "PATCH /jobs/{id}",
        "{\"priority\": 1}",
        "POST /models/{id}/evaluations",
        "{\"dataset\": \"fashion-mnist-sample\"}",
        "PATCH /webhooks/{id}",
        "{\"enabled\": true}",
        "PATCH /keys/{id}",
        "{\"name\": \"me\"}",
        "PUT /models/aliases/{alias}",
        "{\"modelId\": \"%s\"}".formatted(NONE));
  }

  /** Each operation refuses a parameter that it does not know, and an answer of a strange type. */
  private void askNonsenseOfEveryOperation() {
    for (var operation : contract.answers().keySet()) {
      HttpMethod method = HttpMethod.valueOf(operation.method());
      MvcTestResult answer =
          operation.path().endsWith("/infer") || operation.path().equals("/predict")
              ? send(method, path(operation, NONE) + "?nonsense=1", PredictionCalls.infer(""))
              : send(method, path(operation, NONE) + "?nonsense=1");
      expect(400, answer);
      expect(403, operation, "Sec-Fetch-Site", "cross-site");
      expect(406, operation, "Accept", "audio/ogg");
    }
  }

  /** Checks the answer to a header, if it is the expected one. */
  private void expect(int status, Operation operation, String header, String value) {
    MvcTestResult answer =
        http.method(HttpMethod.valueOf(operation.method()))
            .uri(path(operation, NONE))
            .header(header, value)
            .exchange();
    if (answer.getResponse().getStatus() == status) {
      contract.check(answer);
    }
  }

  private static String path(Operation operation, String id) {
    return operation
        .path()
        .replace("{split}", "test")
        .replace("{index}", "0")
        .replace("{alias}", "nothing")
        .replaceAll("\\{[^}]+}", id);
  }
}
