package dev.residual.contract;

import static org.assertj.core.api.Assertions.assertThat;

import dev.residual.ResidualTest;
import dev.residual.job.JobClient;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.test.web.servlet.assertj.MockMvcTester;
import tools.jackson.databind.json.JsonMapper;

/** Answers of every operation have the form that the OpenAPI document gives them. */
@ResidualTest
class ApiContractTests {

  @Test
  void answersOfEveryOperationHaveTheDocumentedForm(
      @Autowired MockMvcTester http, @Autowired JsonMapper json) throws Exception {
    JobClient jobs = new JobClient(http, json);
    ApiContract contract =
        new ApiContract(
            http.get().uri("/v3/api-docs").exchange().getResponse().getContentAsString());
    String job = jobs.submit(JobClient.QUICK);
    String model = jobs.awaitStatus(job, "SUCCEEDED").path("modelId").asString();
    ModelCalls models = new ModelCalls(jobs, contract, job, model);
    JobCalls calls = new JobCalls(jobs, contract, job);

    models.ask();
    new PredictionCalls(jobs, contract, model).ask();
    calls.ask();
    new DatasetCalls(jobs, contract).ask();
    new AdminCalls(jobs, contract).ask();
    new WrongCalls(jobs, contract).ask();
    models.removeModel();
    calls.cancelTheRest();

    assertThat(contract.answers())
        .allSatisfy(
            (operation, statuses) -> {
              assertThat(statuses)
                  .as("checked successes of %s", operation)
                  .anyMatch(status -> status < 300);
              assertThat(statuses).as("checked errors of %s", operation).contains(400);
            });
  }
}
