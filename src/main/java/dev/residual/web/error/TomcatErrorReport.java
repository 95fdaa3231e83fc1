package dev.residual.web.error;

import dev.residual.web.AnswerHeaders;
import dev.residual.web.ErrorForm;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.catalina.connector.Request;
import org.apache.catalina.connector.Response;
import org.apache.catalina.valves.ErrorReportValve;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.tomcat.servlet.TomcatServletWebServerFactory;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.core.Ordered;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.stereotype.Component;
import tools.jackson.databind.json.JsonMapper;

/**
 * Answers requests that Tomcat itself refuses, such as one with a malformed path, with a problem
 * instead of Tomcat's HTML page.
 */
@Component
class TomcatErrorReport
    implements WebServerFactoryCustomizer<TomcatServletWebServerFactory>, Ordered {

  private static final Logger log = LoggerFactory.getLogger(TomcatErrorReport.class);

  private final ObjectProvider<ErrorForm> forms;
  private final ObjectProvider<JsonMapper> json;

  TomcatErrorReport(ObjectProvider<ErrorForm> forms, ObjectProvider<JsonMapper> json) {
    this.forms = forms;
    this.json = json;
  }

  /** Runs after Boot's own customizer, so that this valve is the first to see the error. */
  @Override
  public int getOrder() {
    return LOWEST_PRECEDENCE;
  }

  @Override
  public void customize(TomcatServletWebServerFactory factory) {
    factory.addContextCustomizers(
        context -> context.getParent().getPipeline().addValve(new ProblemValve()));
  }

  private class ProblemValve extends ErrorReportValve {

    @Override
    protected void report(Request request, Response response, @Nullable Throwable failure) {
      if (response.getStatus() < 400
          || response.getContentWritten() > 0
          || !response.setErrorReported()) {
        return;
      }
      String detail = ProblemDefaults.detail(response.getStatus());
      if (HeaderLimits.isExceeded(failure)) {
        response.setStatus(HttpStatus.REQUEST_HEADER_FIELDS_TOO_LARGE.value());
        detail = HeaderLimits.of(request.getConnector()).toString();
      }
      try {
        AnswerHeaders.complete(request, response);
        write(response, body(request, response.getStatus(), detail));
      } catch (IOException e) {
        log.debug("A client disconnected before its answer was written", e);
      }
    }

    private Answer body(Request request, int code, String detail) {
      String path = ErrorForm.withoutPrefix(request, request.getRequestURI());
      return forms.stream()
          .filter(form -> form.appliesTo(path))
          .findFirst()
          .map(form -> new Answer(MediaType.APPLICATION_JSON_VALUE, form.body(detail)))
          .orElseGet(
              () ->
                  new Answer(
                      MediaType.APPLICATION_PROBLEM_JSON_VALUE,
                      problem(code, detail, request.getRequestURI())));
    }

    private void write(Response response, Answer answer) throws IOException {
      // JSON has one encoding, so it is written as bytes; a writer would name it in the type.
      response.resetBuffer(true);
      response.setContentType(answer.type());
      response.getOutputStream().write(json.getObject().writeValueAsBytes(answer.body()));
      response.finishResponse();
    }
  }

  private record Answer(String type, Object body) {}

  private static Map<String, Object> problem(int code, String detail, @Nullable String path) {
    HttpStatus status = HttpStatus.resolve(code);
    Map<String, Object> problem = new LinkedHashMap<>();
    problem.put("type", "about:blank");
    problem.put("title", status == null ? "Error" : status.getReasonPhrase());
    problem.put("status", code);
    problem.put("detail", detail);
    problem.put("instance", ProblemDefaults.instance(path));
    problem.put("code", ProblemDefaults.code(code));
    return problem;
  }
}
