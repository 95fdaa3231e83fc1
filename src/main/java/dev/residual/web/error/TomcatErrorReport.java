package dev.residual.web.error;

import java.io.IOException;
import java.io.PrintWriter;
import org.apache.catalina.connector.Request;
import org.apache.catalina.connector.Response;
import org.apache.catalina.valves.ErrorReportValve;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.tomcat.servlet.TomcatServletWebServerFactory;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.core.Ordered;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.stereotype.Component;

/**
 * Answers requests that Tomcat itself refuses, such as one with a malformed path, with a problem
 * instead of Tomcat's HTML page.
 */
@Component
class TomcatErrorReport
    implements WebServerFactoryCustomizer<TomcatServletWebServerFactory>, Ordered {

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

  private static class ProblemValve extends ErrorReportValve {

    private static final Logger log = LoggerFactory.getLogger(TomcatErrorReport.class);

    @Override
    protected void report(Request request, Response response, Throwable throwable) {
      int code = response.getStatus();
      if (code < 400 || response.getContentWritten() > 0 || !response.setErrorReported()) {
        return;
      }
      HttpStatus status = HttpStatus.resolve(code);
      String title = status == null ? "Error" : status.getReasonPhrase();
      try {
        response.setContentType(MediaType.APPLICATION_PROBLEM_JSON_VALUE);
        response.setCharacterEncoding("UTF-8");
        PrintWriter writer = response.getReporter();
        if (writer != null) {
          writer.write(
              """
              {"type":"about:blank","title":"%s","status":%d,\
              "detail":"The request is not valid HTTP.","code":"%s"}\
              """
                  .formatted(title, code, ProblemDefaults.code(code)));
          response.finishResponse();
        }
      } catch (IOException e) {
        log.debug("A client disconnected before its answer was written", e);
      }
    }
  }
}
