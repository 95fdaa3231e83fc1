package dev.residual.job.web;

import dev.residual.ResidualTest;
import dev.residual.job.JobClient;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.test.web.servlet.assertj.MockMvcTester;
import tools.jackson.databind.json.JsonMapper;

/** Jobs over HTTP, with a real queue and real training. */
@ResidualTest
abstract class JobsOverHttp {

  @Autowired MockMvcTester http;

  JobClient jobs;

  @BeforeEach
  void connect(@Autowired JsonMapper json) {
    jobs = new JobClient(http, json);
  }

  List<String> ids(String query) throws Exception {
    return jobs.get("/jobs?limit=100&" + query)
        .path("items")
        .valueStream()
        .map(JobClient::path)
        .toList();
  }
}
