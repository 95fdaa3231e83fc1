package dev.residual.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.springframework.http.HttpMethod.GET;

import dev.residual.job.JobClient;
import java.net.URI;
import java.util.UUID;
import org.springframework.http.HttpMethod;
import org.springframework.http.MediaType;
import org.springframework.test.web.servlet.assertj.MockMvcTester;
import org.springframework.test.web.servlet.assertj.MvcTestResult;
import tools.jackson.databind.JsonNode;

/** Calls the service as clients do, and checks each answer against its document. */
abstract class ContractCalls {

  static final String NONE = new UUID(0, 0).toString();

  final JobClient jobs;
  final ApiContract contract;
  final MockMvcTester http;

  ContractCalls(JobClient jobs, ApiContract contract) {
    this.jobs = jobs;
    this.contract = contract;
    http = jobs.http();
  }

  MvcTestResult get(String path) {
    return send(GET, path);
  }

  MvcTestResult send(HttpMethod method, String path) {
    return send(method, path, null);
  }

  MvcTestResult send(HttpMethod method, String path, String json) {
    return json == null
        ? contract.check(http.method(method).uri(path).asyncExchange())
        : send(method, path, MediaType.APPLICATION_JSON, json.getBytes());
  }

  MvcTestResult send(HttpMethod method, URI uri, MediaType type, byte[] body) {
    return contract.check(http.method(method).uri(uri).contentType(type).content(body).exchange());
  }

  MvcTestResult send(HttpMethod method, String path, MediaType type, byte[] body) {
    return contract.check(http.method(method).uri(path).contentType(type).content(body).exchange());
  }

  static MvcTestResult expect(int status, MvcTestResult answer) {
    assertThat(answer).as(answer.getRequest().getRequestURI()).hasStatus(status);
    return answer;
  }

  JsonNode body(MvcTestResult answer) throws Exception {
    return jobs.body(answer);
  }
}
