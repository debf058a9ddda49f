/* A JupyterLab extension: the notebook that the page opens with runs by itself, and only it is seen. */
const STYLE = `
  .jp-InputPrompt, .jp-OutputPrompt, .jp-OutputArea-promptOverlay, .jp-Collapser { display: none }
  .jp-Notebook h1 { font-size: 1.4em; margin: 0 }
  .jp-Notebook .jp-RenderedHTMLCommon p { margin: 0.2em 0 }`;

const plugin = {
  id: "cscontract-run-at-once:plugin",
  autoStart: true,
  activate: (app) => {
    document.documentElement.lang = "en";
    const style = document.createElement("style");
    style.textContent = STYLE;
    document.head.append(style);
    app.restored.then(() => run(app));
  },
};

async function run(app) {
  const notebook = await opened(app.shell);
  await notebook.context.ready;
  await notebook.sessionContext.ready;
  await app.commands.execute("notebook:run-all-cells");
}

/* The notebook in view, once there is one. */
async function opened(shell) {
  while (!shell.currentWidget?.sessionContext) {
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  return shell.currentWidget;
}

/* where JupyterLab looks for extensions that it loads by name */
(window._JUPYTERLAB ??= {})["cscontract-run-at-once"] = {
  init: () => {},
  get: async () => () => ({ __esModule: true, default: plugin }),
};
