import { PageHead } from '../../parts/page-head.tsx';

export const DifferencePage = () => <PageHead title="DifferencePage" />;
