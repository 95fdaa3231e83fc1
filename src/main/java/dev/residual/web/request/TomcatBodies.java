package dev.residual.web.request;

import org.apache.catalina.Context;
import org.apache.catalina.connector.Connector;
import org.springframework.boot.tomcat.servlet.TomcatServletWebServerFactory;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.stereotype.Component;

/** Sets what Tomcat itself does with bodies. */
@Component
class TomcatBodies implements WebServerFactoryCustomizer<TomcatServletWebServerFactory> {

  @Override
  public void customize(TomcatServletWebServerFactory factory) {
    factory.addContextCustomizers(TomcatBodies::keepFolder);
    factory.addConnectorCustomizers(TomcatBodies::readNoForms, TomcatBodies::continueLate);
  }

  /**
   * No call takes a form, but some clients call every body one. Tomcat would read it as parameters,
   * and refuse it as malformed before its type is.
   */
  private static void readNoForms(Connector connector) {
    connector.setParseBodyMethods("");
  }

  /**
   * A client that waits for 100 before it sends a body gets it when something reads the body, which
   * is after its key was checked. Before, it would send what is then refused.
   */
  private static void continueLate(Connector connector) {
    connector.setProperty("continueResponseTiming", "onRead");
  }

  /** Creates the folder for uploads again if something that cleans temporary files deletes it. */
  private static void keepFolder(Context context) {
    context.setCreateUploadTargets(true);
  }
}
