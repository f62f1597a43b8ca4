// The part of ECharts that static/js/charts.js draws with. SVG only: it obeys `default-src 'self'`.
export { init, use } from "echarts/core";
import { use } from "echarts/core";
import { BarChart, CustomChart, LineChart } from "echarts/charts";
import { AxisPointerComponent, GridComponent, MarkLineComponent } from "echarts/components";
import { SVGRenderer } from "echarts/renderers";

use([BarChart, CustomChart, LineChart, AxisPointerComponent, GridComponent, MarkLineComponent, SVGRenderer]);
